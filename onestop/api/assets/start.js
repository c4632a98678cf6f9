// Starts Swagger UI on /api/v1/docs. A file of its own: inline scripts are not allowed here.
"use strict";

const place = document.getElementById("docs");

window.SwaggerUIBundle({
  url: place.dataset.description,
  domNode: place,
  deepLinking: true,
  docExpansion: "list",
  defaultModelsExpandDepth: 0,
  tryItOutEnabled: true,
  persistAuthorization: false,
  validatorUrl: null,
  queryConfigEnabled: false,
});
