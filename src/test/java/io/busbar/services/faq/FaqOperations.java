package io.busbar.services.faq;

import static io.busbar.bus.Access.publicShared;
import static io.busbar.bus.Access.role;
import static io.busbar.bus.FailureCode.CONFLICT;
import static io.busbar.bus.FailureCode.NOT_FOUND;
import static io.busbar.bus.Role.ADMIN;

import io.busbar.bus.Contract;
import io.busbar.bus.Deleted;
import io.busbar.bus.Doc;
import io.busbar.bus.Id;
import io.busbar.bus.Line;
import io.busbar.bus.Operation;
import io.busbar.bus.PageRequest;
import io.busbar.bus.Text;
import io.busbar.data.listing.Page;
import java.time.OffsetDateTime;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The operations on frequently asked questions. */
public interface FaqOperations {
    Contract FAQ =
            Contract.of("faq", "Frequently asked questions.", FaqEvents.class).holdsNoPersonalData();

    Operation<ListQuestions, Page<Question>> LIST = FAQ.get("list", "/questions")
            .summary("List questions")
            .allow(publicShared())
            .takes(ListQuestions.class)
            .returnsPage(Question.class);

    Operation<Id, Question> GET = FAQ.get("get", "/questions/{id}")
            .summary("Get a question")
            .allow(publicShared())
            .fails(NOT_FOUND)
            .takes(Id.class)
            .returns(Question.class);

    Operation<CreateQuestion, Question> CREATE = FAQ.post("create", "/questions")
            .summary("Create a question")
            .allow(role(ADMIN))
            .fails(CONFLICT)
            .takes(CreateQuestion.class)
            .creates(Question.class);

    Operation<UpdateQuestion, Question> UPDATE = FAQ.put("update", "/questions/{id}")
            .summary("Update a question")
            .allow(role(ADMIN))
            .fails(NOT_FOUND, CONFLICT)
            .patches()
            .takes(UpdateQuestion.class)
            .returns(Question.class);

    Operation<Id, Deleted> DELETE = FAQ.delete("delete", "/questions/{id}")
            .summary("Delete a question")
            .allow(role(ADMIN))
            .fails(NOT_FOUND)
            .takes(Id.class)
            .returns(Deleted.class);

    @Doc.From(Question.class)
    record ListQuestions(
            @Nullable @Line(40) String topic,
            @Nullable @Line(80) @Doc("The search text.") String search,
            PageRequest page) {}

    @Doc.From(Question.class)
    record CreateQuestion(
            @Line(40) String topic,
            @Line(80) String title,
            @Text(2000) String answer) {}

    @Doc.From(Question.class)
    record UpdateQuestion(
            UUID id,
            @Nullable @Line(40) String topic,
            @Nullable @Line(80) String title,
            @Nullable @Text(2000) String answer) {}

    record Question(
            @Doc("The question's ID.") UUID id,
            @Line(40) @Doc("The topic.") String topic,
            @Line(80) @Doc("The question.") String title,
            @Text(2000) @Doc("The answer.") String answer,
            @Doc("How many questions the topic has.") int inTopic,
            @Doc("When the question was created.") OffsetDateTime createdAt) {}
}
