"""The web service: ``kg-cn-ai serve``; needs the extra ``web``."""
