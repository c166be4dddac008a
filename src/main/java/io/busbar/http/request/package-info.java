/** Reads requests: headers, query, body and client address. */
package io.busbar.http.request;
