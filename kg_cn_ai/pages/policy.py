"""The content security policy of a page that stands alone: what it carries may run, and nothing else.

Scripts and the style are named by hash, so text that became markup could neither run nor load anything.
"""

import base64
import hashlib

__all__ = ["policy"]


def policy(style: str, *scripts: str, images: str = "data:", connects: bool = False) -> str:
    """The policy as it stands in the page.

    Args:
        style: The page's one style sheet.
        scripts: Its scripts.
        images: Schemes that pictures may have.
        connects: Whether the page may ask the server that it came from.
    """
    rules = ["default-src 'none'"]
    if scripts:
        rules.append(f"script-src {' '.join(_hash(text) for text in scripts)}")
    rules += [f"style-src {_hash(style)}", f"img-src {images}", "base-uri 'none'", "form-action 'none'"]
    if connects:
        rules.append("connect-src 'self'")
    return "; ".join(rules)


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
