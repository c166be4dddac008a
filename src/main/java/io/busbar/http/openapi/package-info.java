/** The API as its users read it: the OpenAPI document made from the declarations, and the reference page that shows it. */
package io.busbar.http.openapi;
