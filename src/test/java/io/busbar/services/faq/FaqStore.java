package io.busbar.services.faq;

import static io.busbar.data.listing.SortKey.id;
import static io.busbar.data.listing.SortKey.text;
import static io.busbar.data.listing.SortOrder.ascending;

import io.busbar.bus.Id;
import io.busbar.bus.Tx;
import io.busbar.data.Database;
import io.busbar.data.RowMapper;
import io.busbar.data.RowValues;
import io.busbar.data.UniqueConstraint;
import io.busbar.data.listing.Listing;
import io.busbar.data.listing.Page;
import io.busbar.data.listing.Search;
import io.busbar.services.faq.FaqOperations.CreateQuestion;
import io.busbar.services.faq.FaqOperations.ListQuestions;
import io.busbar.services.faq.FaqOperations.Question;
import io.busbar.services.faq.FaqOperations.UpdateQuestion;
import io.vertx.core.Future;
import io.vertx.sqlclient.Tuple;

/** Stores questions, and how many of them each topic has. */
final class FaqStore {
    private static final RowMapper<Question> QUESTION = RowMapper.of(Question.class)
            .select("inTopic", "coalesce((select questions from faq.topic where name = topic), 0)");
    private static final RowValues<CreateQuestion> NEW = RowValues.of(CreateQuestion.class);
    private static final RowValues<UpdateQuestion> CHANGE = RowValues.of(UpdateQuestion.class);
    private static final UniqueConstraint TITLE =
            new UniqueConstraint("question_title_key", "title", "A question with this title already exists");

    private static final Listing<Question> QUESTIONS = Listing.named("faq.questions")
            .from("faq.question")
            .order(ascending("title", text("lower(title)"), id("id")))
            .search(Search.bySimilarity("title", "answer"))
            .counted()
            .rows(QUESTION);

    private static final String FIND = "select %s from faq.question where id = $1".formatted(QUESTION.columns());
    private static final String INSERT = "insert into faq.question (%s) values (%s) returning %s"
            .formatted(NEW.columns(), NEW.parameters(), QUESTION.columns());
    private static final String UPDATE =
            "update faq.question set %s where id = $1 returning %s".formatted(CHANGE.changes(), QUESTION.columns());
    private static final String DELETE =
            "delete from faq.question where id = $1 returning %s".formatted(QUESTION.columns());
    private static final String COUNT = """
        insert into faq.topic (name, questions) values ($1, $2)
        on conflict (name) do update set questions = topic.questions + excluded.questions""";

    private final Database database;

    FaqStore(Database database) {
        this.database = database;
    }

    Future<Page<Question>> list(ListQuestions request) {
        return QUESTIONS
                .query()
                .where("topic = ?", request.topic())
                .search(request.search())
                .page(database, request.page());
    }

    Future<Question> find(Id request) {
        return database.query(FIND, Tuple.of(request.id())).map(rows -> QUESTION.one(rows, "question"));
    }

    Future<Question> insert(Tx tx, CreateQuestion request) {
        return tx.query(INSERT, NEW.of(request))
                .map(rows -> QUESTION.one(rows, "question"))
                .recover(TITLE::report);
    }

    Future<Question> update(Tx tx, UpdateQuestion request) {
        return tx.query(UPDATE, CHANGE.of(request))
                .map(rows -> QUESTION.one(rows, "question"))
                .recover(TITLE::report);
    }

    Future<Question> delete(Tx tx, Id request) {
        return tx.query(DELETE, Tuple.of(request.id())).map(rows -> QUESTION.one(rows, "question"));
    }

    /** Adds to the number of questions of the topic. */
    Future<Void> count(Tx tx, Question question, int difference) {
        return tx.query(COUNT, Tuple.of(question.topic(), difference)).mapEmpty();
    }
}
