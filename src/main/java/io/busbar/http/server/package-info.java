/** The HTTP server: connections, routing, and the exchange of one request and its response. */
package io.busbar.http.server;
