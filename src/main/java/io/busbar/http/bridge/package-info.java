/**
 * The browser on the bus: Vert.x's event-bus bridge protocol over SockJS, spoken for its official client. A message to a service is
 * asked as an HTTP request would be, with the same guard, validation and limits; the one thing to listen to is one's own stream. Nothing
 * a browser sends reaches the event bus as it came.
 */
package io.busbar.http.bridge;
