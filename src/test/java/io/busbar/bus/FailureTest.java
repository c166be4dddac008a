package io.busbar.bus;

import static org.assertj.core.api.Assertions.assertThat;

import io.busbar.data.DataException;
import io.busbar.data.listing.InvalidCursorException;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FailureTest {
    @ParameterizedTest
    @CsvSource({
        "UNAVAILABLE, SERVICE_UNAVAILABLE, a reason",
        "STATEMENT_TIMEOUT, DEADLINE_EXCEEDED, The service did not answer in time",
        "ROW_NOT_FOUND, NOT_FOUND, a reason",
        "UNIQUE_VIOLATION, CONFLICT, a reason",
        "CHECK_VIOLATION, CONFLICT, a reason",
        "BLOB_NOT_FOUND, NOT_FOUND, a reason",
        "BLOB_TOO_LARGE, PAYLOAD_TOO_LARGE, The request body is too large",
        "UPLOAD_TIMEOUT, REQUEST_TIMEOUT, a reason"
    })
    void from_exceptionOfTheStorage_returnsItsMeaning(DataException.Reason reason, FailureCode code, String message) {
        assertThat(Failure.from(new DataException(reason, "a reason"))).hasValueSatisfying(failure -> {
            assertThat(failure.code()).isEqualTo(code);
            assertThat(failure.message()).isEqualTo(message);
            assertThat(failure.retryAfter())
                    .isEqualTo(reason == DataException.Reason.UNAVAILABLE ? Duration.ofSeconds(1) : null);
        });
    }

    @Test
    void from_invalidCursor_namesTheField() {
        assertThat(Failure.from(new InvalidCursorException())).hasValueSatisfying(failure -> {
            assertThat(failure.code()).isEqualTo(FailureCode.VALIDATION_ERROR);
            assertThat(failure.errors())
                    .containsExactly(new Failure.FieldError("/cursor", "is not a cursor of this list"));
        });
    }

    @Test
    void from_failure_returnsItUnchanged() {
        Failure failure = Failure.notFound("No such service");

        assertThat(Failure.from(failure)).containsSame(failure);
    }

    @Test
    void from_unexpectedException_isEmpty() {
        assertThat(Failure.from(new IOException("secret"))).isEmpty();
    }
}
