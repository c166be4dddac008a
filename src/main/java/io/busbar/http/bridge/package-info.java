/**
 * The event bus bridge for browsers: Vert.x's event bus bridge protocol over SockJS, for its official client. A call over a socket
 * passes the same authentication, validation and limits as over HTTP; a client can subscribe only to its own user's stream. Frames of
 * clients are never forwarded to the event bus.
 */
package io.busbar.http.bridge;
