package io.busbar.data.listing;

import com.fasterxml.jackson.annotation.JsonProperty;

/** How the total of a page relates to the number of items in the list. */
public enum TotalRelation {
    /** The list has exactly as many items as the total says. */
    @JsonProperty("eq")
    EQUAL,

    /** The list has more items than are counted; the total is {@link Page#MAX_TOTAL}. */
    @JsonProperty("gte")
    GREATER_OR_EQUAL
}
