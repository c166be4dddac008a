/** Lists that are read page by page: declared once with columns, sort orders, filters and search; each page is one bounded statement. */
package io.busbar.data.listing;
