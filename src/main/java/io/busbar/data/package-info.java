/** PostgreSQL and Redis: where they are, how they are reached, and the migrations that shape the database. */
package io.busbar.data;
