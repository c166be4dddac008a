package io.busbar.services.bookings;

import static io.busbar.services.bookings.BookingTestData.daysFromNow;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.busbar.data.WireNames;
import io.busbar.services.bookings.BookingOperations.Party;
import io.busbar.services.bookings.BookingOperations.Status;
import io.busbar.services.bookings.BookingTestData.TestProfessional;
import io.busbar.services.users.AccountOperations.UserRole;
import io.busbar.testing.ApiClient;
import io.busbar.testing.ApiClient.ApiResponse;
import io.busbar.testing.ApiTest;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Status changes of bookings by users and by timers. */
class BookingStatusApiTest extends ApiTest {
    private static BookingTestData testData;
    private static TestProfessional pro;
    private static ApiClient customer;
    private static Map<Party, ApiClient> parties;

    @BeforeAll
    static void start() {
        testData = BookingTestData.on(node);
        pro = testData.alwaysAvailable();
        customer = testData.customer();
        parties =
                Map.of(Party.CUSTOMER, customer, Party.PROFESSIONAL, pro.api(), Party.ADMIN, node.api(UserRole.ADMIN));
    }

    /** Compares every change by every party with the table: before the start, during the booking, after the end and a day after the end. */
    @Test
    void setStatus_byEveryRoleAtEveryTime_followsTheTable() {
        Map<String, String> times =
                Map.of("before", "0 hours", "during", "-72 hours -30 minutes", "after", "-72 hours -61 minutes");
        times.forEach((when, shift) -> {
            for (Status from : new Status[] {Status.PENDING, Status.CONFIRMED}) {
                for (Status to : Status.values()) {
                    parties.forEach((party, apiClient) -> {
                        UUID id = booking(from, shift);
                        ApiResponse apiResponse = setStatus(apiClient, id, WireNames.nameOf(to));
                        boolean allowed = StatusFlow.TRANSITIONS.stream()
                                .anyMatch(row -> row.from() == from
                                        && row.to() == to
                                        && row.by().contains(party)
                                        && switch (row.when()) {
                                            case BEFORE_START -> when.equals("before");
                                            case AFTER_END -> when.equals("after");
                                            case NO_SHOW, ANSWER_OVERDUE, DAY_AFTER_END -> false;
                                        });
                        boolean again =
                                from == to && party == (from == Status.PENDING ? Party.CUSTOMER : Party.PROFESSIONAL);
                        assertThat(apiResponse.status())
                                .as("%s to %s by %s %s: %s", from, to, party, when, apiResponse.body())
                                .isEqualTo(allowed || again ? 200 : 409);
                        assertThat(node.count("bookings.booking where id = '" + id + "' and status = '"
                                        + WireNames.nameOf(allowed ? to : from) + "'"))
                                .isEqualTo(1);
                        if (!allowed && !again) {
                            assertThat(apiResponse.body().at("/details/status").asText())
                                    .isEqualTo(WireNames.nameOf(from));
                            assertThat(apiResponse.body().at("/details/allowed").isArray())
                                    .isTrue();
                        }
                        node.execute("delete from bookings.booking where id = '" + id + "'");
                    });
                }
            }
        });
    }

    @Test
    void setStatus_ofEndedBooking_returnsConflict() {
        for (Status end : new Status[] {Status.COMPLETED, Status.CANCELLED, Status.REJECTED}) {
            UUID id = booking(Status.PENDING, "0 hours");
            node.execute("update bookings.booking set status = '" + WireNames.nameOf(end)
                    + "', expires_at = null, changed_by_user = null" + " where id = '" + id + "'");
            for (Status to : Status.values()) {
                parties.forEach((party, apiClient) -> {
                    ApiResponse refused = setStatus(apiClient, id, WireNames.nameOf(to));
                    assertThat(refused.status()).isEqualTo(409);
                    assertThat(refused.body().at("/details/allowed")).isEmpty();
                });
            }
        }
    }

    @Test
    void setStatus_toConfirmed_publishesAndSchedulesTimers() {
        UUID id = testData.book(customer, pro, daysFromNow(5), "09:00");

        ApiResponse confirmed = setStatus(pro.api(), id, "confirmed");
        ApiResponse again = setStatus(pro.api(), id, "confirmed");

        assertThat(confirmed.status()).as("%s", confirmed.body()).isEqualTo(200);
        assertThat(confirmed.body().path("message").asText()).isEqualTo("Booking confirmed");
        assertThat(confirmed.body().at("/booking/changedBy").asText()).isEqualTo("professional");
        assertThat(again.body()).isEqualTo(confirmed.body());
        assertThat(testData.countEvents("booking.confirmed", id)).isEqualTo(1);
        assertThat(node.count("bus.timer where key = '" + id + "' and (type, due_at) in (select t, starts_at + d from"
                        + " bookings.booking, (values ('bookings.booking.reminder.day', interval '-24 hours'),"
                        + " ('bookings.booking.reminder.hour', '-1 hour'),"
                        + " ('bookings.booking.completion.due', '25 hours')) as expected (t, d) where id = '" + id
                        + "')"))
                .isEqualTo(3);
        assertThat(testData.countTimers(id)).isEqualTo(3);

        node.execute("update bus.timer set due_at = now() where key = '" + id + "' and type like '%reminder.day'");
        await().untilAsserted(() ->
                assertThat(testData.countEvents("booking.reminder.day", id)).isEqualTo(1));
        testData.shift(id, "-168 hours");
        node.execute("update bus.timer set due_at = now() where key = '" + id + "' and type like '%completion.due'");
        await().untilAsserted(() ->
                assertThat(testData.countEvents("booking.completed", id)).isEqualTo(1));
        assertThat(customer.get("/api/booking/" + id).body().path("changedBy").asText())
                .isEqualTo("system");
        assertThat(testData.countTimers(id)).isZero();
    }

    @Test
    void pendingBooking_withoutAnswer_isCancelledBySystem() {
        UUID id = testData.book(customer, pro, daysFromNow(5), "12:00");
        node.execute("update bookings.booking set expires_at = now() where id = '" + id + "'");
        node.execute("update bus.timer set due_at = now() where key = '" + id + "'");

        await().untilAsserted(() ->
                assertThat(testData.countEvents("booking.cancelled", id)).isEqualTo(1));
        assertThat(customer.get("/api/booking/" + id).body().path("changedBy").asText())
                .isEqualTo("system");
        assertThat(testData.book(testData.customer(), pro, daysFromNow(5), "12:00"))
                .isNotEqualTo(id);
    }

    @Test
    void answerTimer_afterAnswer_changesNothing() {
        UUID id = testData.book(customer, pro, daysFromNow(5), "15:00");
        setStatus(pro.api(), id, "confirmed");
        node.execute("""
            insert into bus.timer (type, key, payload, continuation, due_at)
            values ('bookings.booking.answer.due', '%1$s', '{"id":"%1$s"}', true, now())""".formatted(id));

        await().until(() -> node.count("bus.timer where key = '" + id + "' and due_at <= now()")
                        + node.count("bus.delivery where key = '" + id + "'")
                == 0);
        assertThat(customer.get("/api/booking/" + id).body().path("status").asText())
                .isEqualTo("confirmed");
    }

    @Test
    void cancel_withinADayOfTheStart_marksAsLate() {
        UUID early = booking(Status.CONFIRMED, "0 hours");
        UUID late = booking(Status.CONFIRMED, "-50 hours");

        ApiResponse inTime = customer.put(
                "/api/booking/" + early + "/status", "{\"status\":\"cancelled\",\"reason\":\" The tap is dry. \"}");
        ApiResponse tooLate = setStatus(pro.api(), late, "cancelled");

        assertThat(inTime.body().at("/booking/late").asBoolean(true)).isFalse();
        assertThat(inTime.body().at("/booking/reason").asText()).isEqualTo("The tap is dry.");
        assertThat(inTime.body().at("/booking/changedBy").asText()).isEqualTo("customer");
        assertThat(tooLate.body().at("/booking/late").asBoolean()).isTrue();
        assertThat(tooLate.body().at("/booking/changedBy").asText()).isEqualTo("professional");
        assertThat(testData.countTimers(early)).isZero();
    }

    @Test
    void setStatus_withControlCharactersInReason_returnsValidationError() {
        UUID id = booking(Status.CONFIRMED, "0 hours");

        ApiResponse refused =
                customer.put("/api/booking/" + id + "/status", "{\"status\":\"cancelled\",\"reason\":\"Dry\\u0007.\"}");

        assertThat(refused.errors()).containsExactly("/reason must not contain control characters");
        assertThat(node.count("bookings.booking where status = 'confirmed' and id = '" + id + "'"))
                .isEqualTo(1);
    }

    @Test
    void setStatus_withNoShow_recordsTheOtherParty() {
        UUID stoodUp = booking(Status.CONFIRMED, "-72 hours -30 minutes");
        UUID over = booking(Status.CONFIRMED, "-75 hours");

        assertThat(setStatusWithNoShow(customer, stoodUp, "cancelled", "customer")
                        .errors())
                .containsExactly("/noShow must be the other party: customer or professional");
        ApiResponse cancelled = setStatusWithNoShow(customer, stoodUp, "cancelled", "professional");
        ApiResponse completed = setStatusWithNoShow(pro.api(), over, "completed", "customer");

        assertThat(cancelled.body().at("/booking/noShow").asText()).isEqualTo("professional");
        assertThat(cancelled.body().at("/booking/late").asBoolean(true)).isFalse();
        assertThat(completed.status()).as("%s", completed.body()).isEqualTo(200);
        assertThat(completed.body().at("/booking/noShow").asText()).isEqualTo("customer");
    }

    @Test
    void reschedule_byCustomer_returnsToPending() {
        UUID id = testData.book(customer, pro, daysFromNow(20), "09:00");
        setStatus(pro.api(), id, "confirmed");
        UUID other = testData.book(testData.customer(), pro, daysFromNow(21), "09:00");

        ApiResponse taken = reschedule(customer, id, 21, "09:30");
        ApiResponse overlapsItself = reschedule(customer, id, 20, "09:30");
        ApiResponse moved = reschedule(customer, id, 21, "10:00");
        ApiResponse again = reschedule(customer, id, 21, "10:00");

        assertThat(taken.status()).isEqualTo(409);
        assertThat(taken.body().at("/details/next/0/startLocal").asText()).startsWith(daysFromNow(21) + "T10:00");
        assertThat(overlapsItself.status()).as("%s", overlapsItself.body()).isEqualTo(200);
        assertThat(moved.status()).as("%s", moved.body()).isEqualTo(200);
        assertThat(moved.body().at("/booking/status").asText()).isEqualTo("pending");
        assertThat(moved.body().at("/booking/date").asText())
                .isEqualTo(daysFromNow(21).toString());
        assertThat(again.status()).isEqualTo(200);
        assertThat(testData.countEvents("booking.rescheduled", id)).isEqualTo(2);
        assertThat(node.count("bus.timer where key = '" + id + "' and type = 'bookings.booking.answer.due'"))
                .isEqualTo(1);
        assertThat(testData.countTimers(id)).isEqualTo(1);
        assertThat(testData.book(testData.customer(), pro, daysFromNow(20), "09:00"))
                .isNotEqualTo(other);
    }

    @Test
    void reschedule_byAdminOrProfessional_keepsStatusOrReturnsConflict() {
        UUID id = testData.book(customer, pro, daysFromNow(23), "09:00");
        setStatus(pro.api(), id, "confirmed");

        ApiResponse refused = reschedule(pro.api(), id, 24, "09:00");
        ApiResponse moved = reschedule(node.api(UserRole.ADMIN), id, 24, "09:00");
        testData.shift(id, "-30 days");
        ApiResponse over = reschedule(customer, id, 25, "09:00");

        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.body().at("/details/allowed/0").asText()).isEqualTo("cancelled");
        assertThat(moved.body().at("/booking/status").asText()).isEqualTo("confirmed");
        assertThat(testData.countTimers(id)).isEqualTo(3);
        assertThat(over.status()).isEqualTo(409);
    }

    /** A booking in three days, shifted by the interval once it has the requested status. */
    private static UUID booking(Status status, String shift) {
        TestProfessional own = pro;
        UUID id = null;
        for (int hour = 0; id == null; hour++) {
            Instant slotStart = startOfDayIn40Days().plus(Duration.ofMinutes(30L * hour));
            ApiResponse response = customer.post("/api/booking", """
                    {"professionalId":"%s","service":"Tap repair","start":"%s"}""".formatted(own.id(), slotStart));
            id = response.status() == 201
                    ? UUID.fromString(response.body().at("/booking/id").asText())
                    : null;
        }
        if (status == Status.CONFIRMED) {
            assertThat(setStatus(own.api(), id, "confirmed").status()).isEqualTo(200);
        }
        String start = "date_trunc('minute', now() + interval '72 hours' + interval '%s')".formatted(shift);
        String blocked = "tstzrange(%1$s, %1$s + interval '1 hour')".formatted(start);
        node.execute("delete from bookings.booking where professional = '%s' and id <> '%s' and blocked && %s"
                .formatted(own.id(), id, blocked));
        node.execute(
                "update bookings.booking set starts_at = %1$s, ends_at = %1$s + interval '1 hour', blocked = %2$s where id = '%3$s'"
                        .formatted(start, blocked, id));
        return id;
    }

    private static Instant startOfDayIn40Days() {
        return daysFromNow(40).atTime(0, 0).atZone(BookingTestData.BERLIN).toInstant();
    }

    private static ApiResponse setStatus(ApiClient apiClient, UUID id, String status) {
        return apiClient.put("/api/booking/" + id + "/status", "{\"status\":\"" + status + "\"}");
    }

    private static ApiResponse setStatusWithNoShow(ApiClient apiClient, UUID id, String status, String who) {
        return apiClient.put(
                "/api/booking/" + id + "/status", "{\"status\":\"" + status + "\",\"noShow\":\"" + who + "\"}");
    }

    private static ApiResponse reschedule(ApiClient apiClient, UUID id, int days, String time) {
        return apiClient.put(
                "/api/booking/" + id + "/reschedule",
                "{\"date\":\"" + daysFromNow(days) + "\",\"time\":\"" + time + "\"}");
    }
}
