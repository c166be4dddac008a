/**
 * The front: the HTTP side of every service, built from the contracts alone. It reads and checks requests, asks the bus, and renders
 * answers; it holds no code for any one operation.
 */
package io.busbar.http;
