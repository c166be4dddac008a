/** The HTTP server: connections, routing and the exchange of one request. */
package io.busbar.http.server;
