package io.busbar.auth;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.busbar.bus.Role;
import io.busbar.data.SecretBox;
import io.busbar.testing.Api.Answer;
import io.busbar.testing.People;
import io.busbar.testing.People.Person;
import io.busbar.testing.People.SignedIn;
import io.busbar.testing.Servers;
import io.busbar.testing.TestNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** An authenticator app, whose seed is the same for everybody. */
record AuthenticatorApp(TestNode node) {
    static final String SEED = "12345678901234567890";

    /** Somebody whose second factor is on, with its first code spent. */
    Person protectedPerson() {
        Person person = People.make(node, Role.CUSTOMER);
        enable(person, new ArrayList<>());
        return person;
    }

    /** Turns it on, and tells the recovery codes. */
    SignedIn enable(Person person, List<String> codes) {
        SignedIn signedIn = person.signIn();
        assertThat(signedIn.api().post("/api/auth/2fa/setup", "{}").status()).isEqualTo(200);
        knownSeed(person);
        Answer enabled = signedIn.api().post("/api/auth/2fa/enable", code(now(0)));
        assertThat(enabled.status()).as("%s", enabled.body()).isEqualTo(200);
        enabled.body().path("recoveryCodes").forEach(each -> codes.add(each.asText()));
        return signedIn;
    }

    void knownSeed(Person person) {
        byte[] sealed = new SecretBox(Servers.jwtSecret(), "totp/v1")
                .seal(SEED.getBytes(UTF_8), person.id().toString());
        node.execute("update auth.totp set sealed_seed = '\\x%s' where account = '%s'"
                .formatted(HexFormat.of().formatHex(sealed), person.id()));
    }

    /** The code of this many steps from now: 0 or 1, which hold even when the next step begins meanwhile. */
    static String now(int steps) {
        return Totp.USUAL.code(SEED.getBytes(UTF_8), Totp.step(Instant.now()) + steps);
    }

    static String code(String code) {
        return "{\"code\":\"" + code + "\"}";
    }

    static Answer verify(TestNode node, Answer login, String code) {
        return node.api()
                .post(
                        "/api/auth/2fa/verify",
                        "{\"challenge\":\"%s\",\"code\":\"%s\"}"
                                .formatted(login.body().path("challenge").asText(), code));
    }
}
