package io.busbar.bus.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RetryBudgetTest {
    private final RetryBudget budget = new RetryBudget(512);

    @Test
    void spend_withNewBudget_allowsWholeReserve() {
        assertThat(spend(1_000)).isEqualTo(512);
    }

    @Test
    void earn_withEmptyBudget_allowsOneRetryPerTenCalls() {
        spend(512);

        IntStream.range(0, 9).forEach(call -> budget.earn());
        assertThat(budget.spend()).isFalse();
        budget.earn();
        assertThat(budget.spend()).isTrue();
        assertThat(budget.spend()).isFalse();
    }

    @Test
    void earn_withFullBudget_doesNotExceedReserve() {
        IntStream.range(0, 100_000).forEach(call -> budget.earn());

        assertThat(spend(1_000)).isEqualTo(512);
    }

    private long spend(int tries) {
        return IntStream.range(0, tries).filter(each -> budget.spend()).count();
    }
}
