package io.busbar.services.reviews;

import io.busbar.testing.SampleRows;
import java.util.List;
import java.util.Map;

final class ReviewsSampleRows implements SampleRows {
    @Override
    public List<String> items() {
        return List.of("""
            insert into reviews.review (booking, professional, reviewer, rating)
            select gen_random_uuid(), owner, id, 4 from {other}""", """
            insert into reviews.favorite (account, professional)
            select owner, id from {other}""");
    }

    @Override
    public List<String> longestTexts() {
        return List.of("update reviews.review set comment = repeat('{c}', 2000)");
    }

    @Override
    public List<String> lists() {
        return List.of("/review?", "/review?professionalId={id}");
    }

    @Override
    public List<String> ownLists() {
        return List.of("/favorite?");
    }

    @Override
    public Map<String, String> objects() {
        return Map.of(
                "/review/{id}",
                """
                insert into reviews.review (booking, professional, reviewer, rating, comment)
                select id, professional, customer, 3, 'Fair.' from bookings.booking where customer = '{user}' and status = 'completed'
                returning id""",
                "/favorite/{professionalId}",
                "insert into reviews.favorite (account, professional) values ('{user}', '{user}') returning professional");
    }
}
