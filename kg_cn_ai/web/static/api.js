// The page of the API: Swagger UI, from files of this service.
"use strict";
const place = document.getElementById("api");
SwaggerUIBundle({
  url: place.dataset.description,
  domNode: place,
  deepLinking: true,
  validatorUrl: null,
  defaultModelsExpandDepth: 0,
  onComplete: () => { document.documentElement.dataset.ready = ""; },
});
