/** What a client's call consists of whichever way it came, by an HTTP request or over a browser's socket. */
package io.busbar.http.call;
