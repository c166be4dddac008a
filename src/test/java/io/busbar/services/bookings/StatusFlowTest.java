package io.busbar.services.bookings;

import static io.busbar.services.bookings.BookingOperations.Party.ADMIN;
import static io.busbar.services.bookings.BookingOperations.Party.CUSTOMER;
import static io.busbar.services.bookings.BookingOperations.Party.PROFESSIONAL;
import static io.busbar.services.bookings.BookingOperations.Party.SYSTEM;
import static io.busbar.services.bookings.BookingOperations.Status.CANCELLED;
import static io.busbar.services.bookings.BookingOperations.Status.COMPLETED;
import static io.busbar.services.bookings.BookingOperations.Status.CONFIRMED;
import static io.busbar.services.bookings.BookingOperations.Status.PENDING;
import static io.busbar.services.bookings.BookingOperations.Status.REJECTED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.busbar.bus.Failure;
import io.busbar.bus.FailureCode;
import io.busbar.data.WireNames;
import io.busbar.services.bookings.BookingOperations.Party;
import io.busbar.services.bookings.BookingOperations.Status;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The allowed status changes, written out a second time by hand. */
class StatusFlowTest {
    private static final Instant START = Instant.parse("2027-05-03T10:00:00Z");
    private static final Instant END = START.plus(Duration.ofHours(1));
    private static final Instant ANSWER_BY = START.minus(Duration.ofHours(40));

    /** The times at which the allowed changes differ, and a moment before each. */
    private static final List<Instant> MOMENTS = List.of(
            ANSWER_BY.minusSeconds(1),
            ANSWER_BY,
            START.minus(Duration.ofHours(24)),
            START.minus(Duration.ofHours(24)).plusSeconds(1),
            START.minusSeconds(1),
            START,
            END.minusSeconds(1),
            END,
            END.plus(Duration.ofHours(24)).minusSeconds(1),
            END.plus(Duration.ofHours(24)));

    @ParameterizedTest
    @EnumSource(Party.class)
    void findTransition_inEveryStatusAtEveryTime_matchesTheRules(Party party) {
        for (Status from : Status.values()) {
            for (Instant now : MOMENTS) {
                for (Status to : Status.values()) {
                    for (Party noShow : new Party[] {null, CUSTOMER, PROFESSIONAL}) {
                        if (noShow == null || noShow != party) {
                            check(party, from, to, noShow, now);
                        }
                    }
                }
            }
        }
    }

    private static void check(Party party, Status from, Status to, @Nullable Party noShow, Instant now) {
        BookingRecord booking = booking(from);
        String description = "%s makes %s of %s at %s, no show %s".formatted(party, to, from, now, noShow);
        StatusChange change = change(to, party, noShow);
        if (isAllowed(party, from, to, noShow != null, now)) {
            Transition row = StatusFlow.findTransition(booking, change, now);
            assertThat(row.to()).as(description).isEqualTo(to);
            assertThat(StatusFlow.allowedStatuses(booking, party, now))
                    .as(description)
                    .contains(to);
            assertThat(StatusFlow.isLate(booking, row, change, now))
                    .as(description)
                    .isEqualTo(from == CONFIRMED
                            && to == CANCELLED
                            && noShow == null
                            && party != ADMIN
                            && now.isAfter(START.minus(Duration.ofHours(24))));
        } else {
            assertThatThrownBy(() -> StatusFlow.findTransition(booking, change, now))
                    .as(description)
                    .isInstanceOfSatisfying(Failure.class, failure -> {
                        assertThat(failure.code()).isEqualTo(FailureCode.CONFLICT);
                        assertThat(failure.details()).containsEntry("status", WireNames.nameOf(from));
                        assertThat(failure.details().get("allowed"))
                                .isEqualTo(allowedStatuses(party, from, now).stream()
                                        .map(WireNames::nameOf)
                                        .toList());
                    });
        }
    }

    private static boolean isAllowed(Party party, Status from, Status to, boolean noShow, Instant now) {
        boolean begun = !now.isBefore(START);
        boolean over = !now.isBefore(END);
        if (from == PENDING) {
            boolean unanswered = !now.isBefore(ANSWER_BY);
            return !noShow
                    && switch (to) {
                        case CONFIRMED, REJECTED -> (party == PROFESSIONAL || party == ADMIN) && !begun;
                        case CANCELLED ->
                            party == SYSTEM ? unanswered : (party == CUSTOMER || party == ADMIN) && !begun;
                        case PENDING, COMPLETED -> false;
                    };
        }
        if (from != CONFIRMED) {
            return false;
        }
        return switch (to) {
            case CANCELLED -> party != SYSTEM && begun == noShow;
            case COMPLETED ->
                party == SYSTEM
                        ? !noShow && !now.isBefore(END.plus(Duration.ofHours(24)))
                        : (party == PROFESSIONAL || party == ADMIN) && over;
            case PENDING, CONFIRMED, REJECTED -> false;
        };
    }

    private static List<Status> allowedStatuses(Party party, Status from, Instant now) {
        Set<Status> allowed = EnumSet.noneOf(Status.class);
        for (Status to : Status.values()) {
            if (isAllowed(party, from, to, false, now) || isAllowed(party, from, to, true, now)) {
                allowed.add(to);
            }
        }
        List<Status> order =
                StatusFlow.TRANSITIONS.stream().map(Transition::to).distinct().toList();
        return from == CONFIRMED
                ? List.of(CANCELLED, COMPLETED).stream()
                        .filter(allowed::contains)
                        .toList()
                : order.stream().filter(allowed::contains).toList();
    }

    @Test
    void findTransition_withOwnNoShow_failsWithValidationError() {
        for (Party party : List.of(CUSTOMER, PROFESSIONAL)) {
            assertThatThrownBy(
                            () -> StatusFlow.findTransition(booking(CONFIRMED), change(CANCELLED, party, party), END))
                    .isInstanceOfSatisfying(
                            Failure.class,
                            failure -> assertThat(failure.code()).isEqualTo(FailureCode.VALIDATION_ERROR));
        }
    }

    @Test
    void markdown_equalsTheTableInTheDocumentation() throws IOException {
        assertThat(Files.readString(Path.of("docs", "booking-states.md"))).contains(StatusFlow.markdown());
    }

    private static StatusChange change(Status to, Party party, @Nullable Party noShow) {
        return new StatusChange(to, party, null, null, noShow);
    }

    private static BookingRecord booking(Status status) {
        OffsetDateTime createdAt = OffsetDateTime.parse("2027-05-01T10:00:00Z");
        return new BookingRecord(
                new UUID(0, 1),
                status,
                new UUID(0, 2),
                new UUID(0, 3),
                new UUID(0, 4),
                "Tap repair",
                START,
                END,
                ZoneId.of("Europe/Berlin"),
                null,
                null,
                null,
                null,
                0,
                status == PENDING ? ANSWER_BY : null,
                CUSTOMER,
                new UUID(0, 3),
                false,
                null,
                null,
                null,
                false,
                createdAt,
                createdAt);
    }
}
