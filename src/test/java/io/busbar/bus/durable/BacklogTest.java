package io.busbar.bus.durable;

import static io.busbar.bus.durable.Probe.NOTED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.busbar.bus.Subscriber;
import io.busbar.testing.Servers;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

@DisplayName("A backlog of 100,000 deliveries")
class BacklogTest {
    private static final Logger LOG = LoggerFactory.getLogger(BacklogTest.class);
    private static final int WAITING = 100_000;

    @Test
    void drains_with_each_effect_once_and_in_order() {
        String url = Servers.freshDatabase();
        TestNode.clear(url);
        try (TestNode announcer = TestNode.on(url)) {
            announcer.execute(
                    "insert into bus.subscription (event_type, subscriber) values ('probe.noted', 'probe.s')");
            announcer.execute("""
                with said as (
                  insert into bus.event (type, key, payload)
                  select 'probe.noted', 'key' || n %% 1000, jsonb_build_object('number', n) from generate_series(1, %d) n
                  returning id, key)
                insert into bus.delivery (subscriber, event_id, key) select 'probe.s', id, key from said order by id""".formatted(WAITING));
            long begun = System.nanoTime();

            try (TestNode node = TestNode.on(
                    url,
                    new Subscriber("probe.s")
                            .on(
                                    NOTED,
                                    (tx, noted) ->
                                            Probe.write(tx, "s", noted.key(), noted.payload(), noted.attempt())))) {
                await().atMost(Duration.ofMinutes(2))
                        .until(() ->
                                node.rows("select from bus.delivery limit 1").isEmpty());
            }

            LOG.info("{} deliveries/s", WAITING * 1_000_000_000L / (System.nanoTime() - begun));
            assertThat(announcer.count("probe.effect")).isEqualTo(WAITING);
            assertThat(announcer.count("(select distinct number from probe.effect) as distinct_ones"))
                    .isEqualTo(WAITING);
            assertThat(announcer.count("""
                (select number < lag(number) over (partition by key order by place) as back from probe.effect) as steps
                where back""")).as("steps backwards within a key").isZero();
        }
    }
}
