package io.busbar.services.reviews;

import static org.assertj.core.api.Assertions.assertThat;

import io.busbar.services.reviews.ReviewStore.ReviewFilter;
import io.vertx.sqlclient.Tuple;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** The placeholders of a filter are numbered in the order of its values, whichever of them are set. */
class ReviewFilterTest {
    private static final UUID PROFESSIONAL = new UUID(0, 1);
    private static final UUID REVIEWER = new UUID(0, 2);

    @Test
    void toSql_withReviewerOnly_usesNextPlaceholder() {
        Tuple values = Tuple.of("cursor", 20);

        String sql = new ReviewFilter(null, REVIEWER, false, false).toSql(values);

        assertThat(sql).isEqualTo("not hidden and reviewer = $3");
        assertThat(values.getUUID(2)).isEqualTo(REVIEWER);
    }

    @Test
    void toSql_withProfessionalAndReviewer_numbersBoth() {
        Tuple values = Tuple.of("cursor", 20);

        String sql =
                ReviewFilter.ofProfessionalAndReviewer(PROFESSIONAL, REVIEWER).toSql(values);

        assertThat(sql).isEqualTo("not hidden and professional = $3 and reviewer = $4");
        assertThat(values.getUUID(2)).isEqualTo(PROFESSIONAL);
        assertThat(values.getUUID(3)).isEqualTo(REVIEWER);
    }
}
