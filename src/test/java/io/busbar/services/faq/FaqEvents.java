package io.busbar.services.faq;

import static io.busbar.services.faq.FaqOperations.FAQ;

import io.busbar.bus.Event;
import io.busbar.services.faq.FaqOperations.Question;

/** Events about questions. */
public interface FaqEvents {
    Event<Question> CREATED = FAQ.event("question.created", "A question was created.", Question.class);
    Event<QuestionUpdate> UPDATED = FAQ.event("question.updated", "A question was updated.", QuestionUpdate.class);
    Event<Question> DELETED = FAQ.event("question.deleted", "A question was deleted.", Question.class);

    record QuestionUpdate(Question before, Question after) {}
}
