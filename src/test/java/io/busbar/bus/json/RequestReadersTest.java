package io.busbar.bus.json;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RequestReadersTest {
    @Test
    void of_operationAskedForTwice_compilesItOnce() {
        RequestReaders readers = new RequestReaders();

        assertThat(readers.of(RequestFixtures.ORDER))
                .isSameAs(readers.of(RequestFixtures.ORDER))
                .isNotSameAs(readers.of(RequestFixtures.NOTE));
    }
}
