package io.busbar.testing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import at.favre.lib.crypto.bcrypt.BCrypt;
import io.busbar.bus.Role;
import io.busbar.testing.Api.Answer;
import io.busbar.users.AccountOperations;
import io.busbar.users.AccountOperations.Admit;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** People with accounts, as if they had registered and confirmed their address. */
public final class People {
    /** Everybody's. */
    public static final String PASSWORD = "correct horse battery";

    private static final String HASH =
            new String(BCrypt.with(BCrypt.Version.VERSION_2B).hash(4, PASSWORD.getBytes(UTF_8)), UTF_8);

    private static final AtomicInteger NUMBER = new AtomicInteger();

    private People() {}

    /** Somebody with an account. */
    public record Person(TestNode node, UUID id, String email, String username, Role role) {
        /** The API as them, with a token that belongs to no session. */
        public Api api() {
            return node.api(id, role);
        }

        /** Signs in, on the node where the account was made. */
        public SignedIn signIn() {
            return signIn(node);
        }

        /** Signs in on this node, as a new device. */
        public SignedIn signIn(TestNode on) {
            Answer answer = login(on.api());
            assertThat(answer.status()).as("%s", answer.body()).isEqualTo(200);
            return SignedIn.of(on, answer);
        }

        /** Tries to sign in with the right password. */
        public Answer login(Api api) {
            return login(api, PASSWORD);
        }

        /** Tries to sign in. */
        public Answer login(Api api, String password) {
            return api.post(
                    "/api/auth/login", "{\"identifier\":\"%s\",\"password\":\"%s\"}".formatted(email, password));
        }
    }

    /** What somebody holds of a session. */
    public record SignedIn(TestNode node, String accessToken, String refreshToken, String deviceToken) {
        /** Of the answer to a sign-in. */
        public static SignedIn of(TestNode node, Answer answer) {
            return new SignedIn(
                    node,
                    answer.body().path("accessToken").asText(),
                    answer.body().path("refreshToken").asText(),
                    answer.body().path("deviceToken").asText());
        }

        /** The API as them. */
        public Api api() {
            return api(node);
        }

        /** The API of another node as them. */
        public Api api(TestNode on) {
            return on.api().bearing(accessToken);
        }
    }

    /** Somebody of that role, not seen before, with a confirmed account. */
    public static Person make(TestNode node, Role role) {
        return make(node, role, true);
    }

    /** Somebody whose address waits to be confirmed. */
    public static Person pending(TestNode node) {
        return make(node, Role.CUSTOMER, false);
    }

    /** Somebody of that role, not seen before, of whom only users knows: they have no password. */
    public static Person admitted(TestNode node, Role role) {
        String name = newName();
        return admitted(node, role, name, name + "@example.com");
    }

    /** The same under this name. */
    public static Person admitted(TestNode node, Role role, String username, String email) {
        return admit(new Person(node, UUID.randomUUID(), email, username, role), null, true);
    }

    private static Person make(TestNode node, Role role, boolean confirmed) {
        String name = newName();
        Person person = new Person(node, UUID.randomUUID(), name + "@example.com", name, role);
        admit(person, "Person " + name.substring("person".length()), confirmed);
        node.execute("insert into auth.credential (account, password_hash, accepted) values ('%s', '%s', true)"
                .formatted(person.id(), HASH));
        return person;
    }

    private static Person admit(Person person, @Nullable String fullName, boolean confirmed) {
        person.node()
                .ask(
                        AccountOperations.ADMIT,
                        new Admit(
                                person.id(),
                                person.email(),
                                person.username(),
                                null,
                                fullName,
                                person.role(),
                                confirmed));
        return person;
    }

    private static String newName() {
        return "person" + NUMBER.incrementAndGet();
    }
}
