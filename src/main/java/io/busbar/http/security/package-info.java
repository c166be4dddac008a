/** Authentication, CORS, cookies and security headers. */
package io.busbar.http.security;
