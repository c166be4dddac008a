/** Access to PostgreSQL and Redis: addresses, connections, tables, totals, blobs, and database migrations. */
package io.busbar.data;
