package io.busbar.services.faq;

import static io.busbar.data.listing.SortKey.id;
import static io.busbar.data.listing.SortKey.text;
import static io.busbar.data.listing.SortOrder.ascending;

import io.busbar.data.Database;
import io.busbar.data.Table;
import io.busbar.data.Total;
import io.busbar.data.listing.Listing;
import io.busbar.data.listing.Page;
import io.busbar.data.listing.Search;
import io.busbar.services.faq.FaqOperations.ListQuestions;
import io.busbar.services.faq.FaqOperations.Question;
import io.vertx.core.Future;

/** Stores questions, and how many of them each topic has. */
final class FaqStore {
    static final Table<Question> QUESTIONS = Table.of("faq.question", Question.class)
            .select("inTopic", "coalesce((select questions from faq.topic where name = topic), 0)")
            .unique("question_title_key", "title", "A question with this title already exists");

    static final Total<String> TOPICS = Total.of("faq.topic", "name", String.class, "questions");

    private static final Listing<Question> BY_TITLE = Listing.named("faq.questions")
            .order(ascending("title", text("lower(title)"), id("id")))
            .search(Search.bySimilarity("title", "answer"))
            .counted()
            .rows(QUESTIONS);

    private FaqStore() {}

    static Future<Page<Question>> list(Database database, ListQuestions request) {
        return BY_TITLE.query()
                .where("topic = ?", request.topic())
                .search(request.search())
                .page(database, request.page());
    }
}
