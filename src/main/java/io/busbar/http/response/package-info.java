/** Renders results and failures as HTTP responses. */
package io.busbar.http.response;
