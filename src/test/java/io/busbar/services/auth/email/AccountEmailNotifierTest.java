package io.busbar.services.auth.email;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.busbar.data.DeploymentSecrets;
import io.busbar.data.SecretBox;
import io.busbar.services.users.AccountOperations;
import io.busbar.services.users.AccountOperations.AccountId;
import io.busbar.services.users.AccountOperations.UserRole;
import io.busbar.testing.ApiTest;
import io.busbar.testing.BusbarNode;
import io.busbar.testing.EmailInbox;
import io.busbar.testing.TestServers;
import io.busbar.testing.TestUsers;
import io.busbar.testing.TestUsers.TestUser;
import java.util.HexFormat;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Emails about accounts, and their erasure. */
@BusbarNode(settings = "CLIENT_URL=http://localhost:8000")
class AccountEmailNotifierTest extends ApiTest {
    private static final String CONFIRM_NEW = "Confirm your new email address";
    private static final String CHANGED = "Your email address was changed";

    @Test
    void changeEmail_afterNewAddressIsVerified_notifiesFormerAddress() {
        TestUser maria = TestUsers.create(node, UserRole.CUSTOMER);
        EmailInbox former = new EmailInbox(node, maria.email());
        EmailInbox fresh = new EmailInbox(node, "maria@new.example");
        node.execute("update users.account set pending_email = 'maria@new.example' where id = '" + maria.id() + "'");
        publish("users.account.email.change.requested", maria.id(), "");

        String token = fresh.token(CONFIRM_NEW);
        assertThat(email(maria)).isEqualTo(maria.email());
        assertThat(former.subjects()).isEmpty();
        assertThat(verify(token)).isEqualTo(200);

        assertThat(email(maria)).isEqualTo("maria@new.example");
        assertThat(former.await(CHANGED)).doesNotContain("maria@new.example", "token=");
        assertThat(verify(token)).isEqualTo(200);
        awaitDeliveries();
        assertThat(former.subjects()).containsExactly(CHANGED);
        assertThat(node.tablesContaining(maria.email())).isEmpty();
        assertThat(node.count("auth.previous_email")).isZero();
    }

    @Test
    void changeEmail_twiceInARow_notifiesOldestUnnotifiedAddress() {
        TestUser maria = TestUsers.create(node, UserRole.CUSTOMER);
        awaitDeliveries(); // the verification of the account is an event, too
        byte[] sealed = new SecretBox(DeploymentSecrets.of(TestServers.jwtSecret()), "previous-emails/v1")
                .seal("maria@oldest.example".getBytes(UTF_8), maria.id().toString());
        node.execute("insert into auth.previous_email values ('%s', '\\x%s')"
                .formatted(maria.id(), HexFormat.of().formatHex(sealed)));
        node.execute("update users.account set pending_email = 'maria@newest.example' where id = '" + maria.id() + "'");
        publish("users.account.email.change.requested", maria.id(), "");

        assertThat(verify(new EmailInbox(node, "maria@newest.example").token(CONFIRM_NEW)))
                .isEqualTo(200);

        new EmailInbox(node, "maria@oldest.example").await(CHANGED);
        assertThat(new EmailInbox(node, maria.email()).subjects()).isEmpty();
    }

    @Test
    void requestEmailChange_beyondFiveNewAddresses_sendsNoMoreEmails() {
        TestUser maria = TestUsers.create(node, UserRole.CUSTOMER);
        for (int i = 1; i <= 7; i++) {
            node.execute("update users.account set pending_email = 'stranger%d@new.example' where id = '%s'"
                    .formatted(i, maria.id()));
            publish("users.account.email.change.requested", maria.id(), "");
            awaitDeliveries();
        }

        assertThat(new EmailInbox(node, "stranger5@new.example").subjects()).containsExactly(CONFIRM_NEW);
        assertThat(new EmailInbox(node, "stranger6@new.example").subjects()).isEmpty();
        assertThat(new EmailInbox(node, "stranger7@new.example").subjects()).isEmpty();
        publish("auth.password.reset.requested", maria.id(), "");
        new EmailInbox(node, maria.email()).await("Reset your password");

        TestUser grace = TestUsers.create(node, UserRole.CUSTOMER);
        node.execute("update users.account set pending_email = 'grace@new.example' where id = '" + grace.id() + "'");
        publish("users.account.email.change.requested", grace.id(), "");
        new EmailInbox(node, "grace@new.example").await(CONFIRM_NEW);
    }

    @Test
    void verifyEmail_withTokenForAbandonedAddress_changesNothing() {
        TestUser maria = TestUsers.create(node, UserRole.CUSTOMER);
        node.execute("update users.account set pending_email = 'first@new.example' where id = '" + maria.id() + "'");
        publish("users.account.email.change.requested", maria.id(), "");
        String token = new EmailInbox(node, "first@new.example").token(CONFIRM_NEW);

        node.execute("update users.account set pending_email = 'second@new.example' where id = '" + maria.id() + "'");

        assertThat(verify(token)).isEqualTo(400);
        assertThat(email(maria)).isEqualTo(maria.email());
        assertThat(node.count("auth.previous_email where account = '" + maria.id() + "'"))
                .isZero();
    }

    @Test
    void requestVerification_withAddressNowTaken_sendsNoEmail() {
        TestUser pending = TestUsers.createPending(node);
        new EmailInbox(node, pending.email()).await("Confirm your email address");
        TestUser owner = TestUsers.create(node, UserRole.CUSTOMER);
        node.execute("update users.account set email = '" + owner.email() + "' where id = '" + pending.id() + "'");

        publish("auth.email.verification.requested", pending.id(), "");

        awaitDeliveries();
        assertThat(new EmailInbox(node, owner.email()).subjects()).isEmpty();
    }

    @Test
    void scheduleDeletion_unlessCancelled_sendsEmailWithErasureTime() {
        TestUser maria = TestUsers.create(node, UserRole.CUSTOMER);
        publish("users.account.deletion.scheduled", maria.id(), ",\"eraseAt\":\"2031-03-05T09:30:00Z\"");
        awaitDeliveries();
        assertThat(new EmailInbox(node, maria.email()).subjects())
                .as("no email if the deletion was cancelled")
                .isEmpty();
        node.execute(
                "update users.account set status = 'pending_deletion', erase_at = now() + interval '1 day', deletion_requested_by = 'owner'"
                        + " where id = '" + maria.id() + "'");

        publish("users.account.deletion.scheduled", maria.id(), ",\"eraseAt\":\"2031-03-05T09:30:00Z\"");

        assertThat(new EmailInbox(node, maria.email()).await("Your account will be deleted"))
                .contains("5 March 2031, 09:30 UTC", "http://localhost:8000/login");
    }

    @Test
    void changeMfa_whenTurnedOnOrOff_sendsEmail() {
        TestUser maria = TestUsers.create(node, UserRole.CUSTOMER);

        publish("auth.mfa.changed", maria.id(), ",\"enabled\":true");
        publish("auth.mfa.changed", maria.id(), ",\"enabled\":false");

        EmailInbox emailInbox = new EmailInbox(node, maria.email());
        emailInbox.await("Two-factor authentication is off");
        assertThat(emailInbox.subjects())
                .containsExactly("Two-factor authentication is off", "Two-factor authentication is on");
    }

    @Test
    void newDeviceSignIn_sendsEmailWithDeviceAndIpAddress() {
        TestUser maria = TestUsers.create(node, UserRole.CUSTOMER);
        JsonNode session = maria.signIn().api().get("/api/auth/sessions").body().get(0);

        publish(
                "auth.new.device.sign.in",
                maria.id(),
                ",\"session\":\"" + session.path("id").asText() + "\"");

        assertThat(new EmailInbox(node, maria.email()).await("New sign-in to your account"))
                .contains(session.path("device").asText(), session.path("ip").asText());
    }

    @Test
    void deliverEvent_again_sendsNoSecondEmailOrToken() {
        TestUser maria = TestUsers.create(node, UserRole.CUSTOMER);
        UUID event = publish("auth.password.reset.requested", maria.id(), "");
        EmailInbox emailInbox = new EmailInbox(node, maria.email());
        String token = emailInbox.token("Reset your password");

        deliver(event, maria.id());
        awaitDeliveries();

        assertThat(emailInbox.tokens("Reset your password")).containsExactly(token);
        assertThat(node.count("auth.one_time_token where account = '" + maria.id() + "'"))
                .isEqualTo(1);
    }

    @Test
    void eraseAccount_deletesCredentialAndTokens() {
        TestUser maria = TestUsers.create(node, UserRole.CUSTOMER);
        anyone.post("/api/auth/forgot-password", "{\"email\":\"" + maria.email() + "\"}");
        String token = new EmailInbox(node, maria.email()).token("Reset your password");

        publishTo("auth.erasure", "users.account.erased", maria.id(), "");

        String own = " where account = '" + maria.id() + "'";
        await().untilAsserted(
                        () -> assertThat(node.count("auth.credential" + own)).isZero());
        assertThat(node.count("auth.one_time_token" + own)).isZero();
        assertThat(anyone.post(
                                "/api/auth/reset-password",
                                "{\"token\":\"%s\",\"password\":\"kettle-moon-39-drum\"}".formatted(token))
                        .status())
                .isEqualTo(400);
        assertThat(maria.login(anyone).status()).isEqualTo(401);
    }

    private static String email(TestUser testUser) {
        return node.call(AccountOperations.GET_ACCOUNT, new AccountId(testUser.id()))
                .email();
    }

    private static int verify(String token) {
        return anyone.post("/api/auth/verify-email", "{\"token\":\"" + token + "\"}")
                .status();
    }

    /** Waits until all emails are sent. */
    private static void awaitDeliveries() {
        await().until(() -> node.count("bus.delivery") == 0);
    }

    /** Inserts an event and its delivery, as if the service had published it. */
    private static UUID publish(String type, UUID account, String more) {
        return publishTo("auth.emails", type, account, more);
    }

    private static UUID publishTo(String subscriber, String type, UUID account, String more) {
        UUID event = UUID.randomUUID();
        node.execute("insert into bus.event (id, type, key, payload) values ('%s', '%s', '%s', '{\"id\":\"%s\"%s}')"
                .formatted(event, type, account, account, more));
        deliver(subscriber, event, account);
        return event;
    }

    private static void deliver(UUID event, UUID account) {
        deliver("auth.emails", event, account);
    }

    private static void deliver(String subscriber, UUID event, UUID account) {
        node.execute("insert into bus.delivery (subscriber, event_id, key) values ('%s', '%s', '%s')"
                .formatted(subscriber, event, account));
    }
}
