package io.busbar.bus.outbox;

import static io.busbar.bus.outbox.OutboxFixture.NOTED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.busbar.bus.events.Subscriber;
import io.busbar.testing.TestServers;
import io.busbar.testing.UsesServers;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

@UsesServers
class DeliveryBacklogTest {
    private static final Logger LOG = LoggerFactory.getLogger(DeliveryBacklogTest.class);
    private static final int WAITING = 100_000;

    @Test
    void deliver_largeBacklog_handlesEachEventOnceInOrder() {
        String url = TestServers.freshDatabase();
        OutboxTestNode.clear(url);
        try (OutboxTestNode publisher = OutboxTestNode.on(url)) {
            publisher.execute(
                    "insert into bus.subscription (event_type, subscriber) values ('probe.noted', 'probe.s')");
            publisher.execute("""
                with inserted as (
                  insert into bus.event (type, key, payload)
                  select 'probe.noted', 'key' || n %% 1000, jsonb_build_object('number', n) from generate_series(1, %d) n
                  returning id, key)
                insert into bus.delivery (subscriber, event_id, key) select 'probe.s', id, key from inserted order by id""".formatted(WAITING));
            long begun = System.nanoTime();

            try (OutboxTestNode node = OutboxTestNode.on(
                    url,
                    new Subscriber("probe.s")
                            .on(
                                    NOTED,
                                    (tx, noted) -> OutboxFixture.recordEffect(
                                            tx, "s", noted.key(), noted.payload(), noted.attempt())))) {
                await().atMost(Duration.ofMinutes(2))
                        .until(() ->
                                node.rows("select from bus.delivery limit 1").isEmpty());
            }

            LOG.info("{} deliveries/s", WAITING * 1_000_000_000L / (System.nanoTime() - begun));
            assertThat(publisher.count("probe.effect")).isEqualTo(WAITING);
            assertThat(publisher.count("(select distinct number from probe.effect) as distinct_numbers"))
                    .isEqualTo(WAITING);
            assertThat(publisher.count("""
                (select number < lag(number) over (partition by key order by place) as back from probe.effect) as steps
                where back""")).as("steps backwards within a key").isZero();
        }
    }
}
