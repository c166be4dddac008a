package io.busbar.bus.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RetryBudgetTest {
    private final RetryBudget budget = new RetryBudget(512);

    @Test
    void covers_the_loss_of_a_node_with_a_full_window_from_the_start() {
        assertThat(spend(1_000)).isEqualTo(512);
    }

    @Test
    void an_empty_budget_grows_by_one_retry_for_ten_calls() {
        spend(512);

        IntStream.range(0, 9).forEach(call -> budget.earn());
        assertThat(budget.spend()).isFalse();
        budget.earn();
        assertThat(budget.spend()).isTrue();
        assertThat(budget.spend()).isFalse();
    }

    @Test
    void does_not_save_up_beyond_its_reserve() {
        IntStream.range(0, 100_000).forEach(call -> budget.earn());

        assertThat(spend(1_000)).isEqualTo(512);
    }

    private long spend(int tries) {
        return IntStream.range(0, tries).filter(each -> budget.spend()).count();
    }
}
