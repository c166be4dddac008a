package io.busbar.data.listing;

import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A search by similarity. It is ranked by the sum of the scores of its terms. Matches of a search are not counted, because that would
 * compare all of them with the terms.
 *
 * @param condition     SQL condition that an index serves, true if an item matches the term {@code ?}
 * @param score         SQL expression of type {@code real} that rates how well an item matches the term {@code ?}
 * @param maxCandidates maximum number of matches that are scored; a search with more matches is too unspecific to rank well
 * @param order         the order of a search for which no other is chosen; its keys may use the column {@code score}
 */
public record Search(String condition, String score, int maxCandidates, SortOrder order) {
    private static final int DEFAULT_MAX_CANDIDATES = 2_000;

    /**
     * Creates a search for words that are similar to those in columns. Matches in the first column count twice. It needs an index on the
     * columns joined by spaces: {@code using gin ((title || ' ' || description) extensions.gin_trgm_ops)}.
     */
    public static Search bySimilarity(String title, String... others) {
        String all = Stream.concat(Stream.of(title), Stream.of(others)).collect(Collectors.joining(" || ' ' || "));
        return new Search(
                "(%s) operator(extensions.%%>) ?".formatted(all),
                "extensions.word_similarity(?, %s) + extensions.word_similarity(?, %s)".formatted(title, all),
                SortOrder.ascending("relevance", SortKey.real("-score"), SortKey.id("id")));
    }

    /** Creates a search that scores at most 2,000 matches. */
    public Search(String condition, String score, SortOrder order) {
        this(condition, score, DEFAULT_MAX_CANDIDATES, order);
    }
}
