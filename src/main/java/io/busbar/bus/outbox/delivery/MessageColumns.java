package io.busbar.bus.outbox.delivery;

/** The columns that the queues of deliveries share. */
final class MessageColumns {
    /** The message of delivery {@code d}, whose event is {@code e} if it has one. A continuation has its content in the delivery itself. */
    static final String MESSAGE = """
        coalesce(d.event_id, d.continuation_id) as message_id, coalesce(d.type, e.type) as type,
          coalesce(d.payload, e.payload)::text as payload, coalesce(d.enqueued_at, e.published_at) as published_at""";

    private static final String SHARED = "id, subscriber, event_id, key, continuation_id, type, payload, enqueued_at";

    private MessageColumns() {}

    /**
     * Returns the statement that moves one delivery to the dead letters, with {@code $5} as its error.
     *
     * @param condition which delivery
     * @param attempts  the number of attempts that have failed, an expression of the delivery's columns
     */
    static String moveToDeadLetters(String condition, String attempts) {
        return """
            with dead as (delete from bus.delivery where %2$s returning %1$s, attempts)
            insert into bus.dead_letter (%1$s, attempts, last_error)
            select %1$s, %3$s, $5 from dead""".formatted(SHARED, condition, attempts);
    }
}
