/** Pages and static files that the HTTP frontend serves itself. */
package io.busbar.http.pages;
