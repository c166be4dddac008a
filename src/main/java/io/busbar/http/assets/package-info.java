/** Files of the class path that browsers get as they are. */
package io.busbar.http.assets;
