/** The results of operations: JSON, pages, files, redirects and session cookies. */
package io.busbar.bus.response;
