/** Access to PostgreSQL and Redis: addresses, connections, blobs, and database migrations. */
package io.busbar.data;
