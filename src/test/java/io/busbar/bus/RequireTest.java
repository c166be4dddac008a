package io.busbar.bus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.busbar.bus.Failure.FieldError;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class RequireTest {
    @Test
    void distinct_withRepeatedTexts_namesEachLaterRowAndTheFirstOne() {
        List<String> rows = List.of("Tap", "door", "TAP", "Door", "tap");

        assertThatThrownBy(() -> Require.distinct(rows, "title", Function.identity()))
                .isInstanceOfSatisfying(Failure.class, failure -> {
                    assertThat(failure.code()).isEqualTo(FailureCode.VALIDATION_ERROR);
                    assertThat(failure.errors())
                            .containsExactly(
                                    new FieldError("/2/title", "duplicates the title of row 0"),
                                    new FieldError("/3/title", "duplicates the title of row 1"),
                                    new FieldError("/4/title", "duplicates the title of row 0"));
                });
    }

    @Test
    void distinct_withDifferentTexts_succeeds() {
        assertThatCode(() -> Require.distinct(List.of("Tap", "door"), "title", Function.identity()))
                .doesNotThrowAnyException();
    }
}
