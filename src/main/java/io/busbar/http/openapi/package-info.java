/** The API documentation: OpenAPI and AsyncAPI documents generated from the declarations, and the API reference page. */
package io.busbar.http.openapi;
