package io.busbar.testing;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;

/** The emails of one recipient, most recent first. */
public record EmailInbox(TestNode node, String address) {
    private static final Pattern TOKEN = Pattern.compile("[?&]token=([A-Za-z0-9_-]+)");
    private static final Duration TIMEOUT = Duration.ofSeconds(15);

    /** Returns the subjects of all emails. */
    public List<String> subjects() {
        List<String> subjects = new ArrayList<>();
        emails().forEach(email -> subjects.add(email.path("subject").asText()));
        return subjects;
    }

    /** Waits for this number of emails with this subject and returns the text of the most recent one. */
    public String await(String subject, int count) {
        return Awaitility.await(subject + " to " + address)
                .atMost(TIMEOUT)
                .until(() -> textsWithSubject(subject), found -> found.size() >= count)
                .getFirst();
    }

    /** Waits for an email with this subject and returns its text. */
    public String await(String subject) {
        return await(subject, 1);
    }

    /** Waits for an email with this subject and returns the token of its link. */
    public String token(String subject) {
        return token(subject, 1);
    }

    /** Returns the tokens of all emails with this subject. */
    public List<String> tokens(String subject) {
        return textsWithSubject(subject).stream().map(EmailInbox::link).toList();
    }

    /** Waits for this number of emails with this subject and returns the token of the most recent one's link. */
    public String token(String subject, int count) {
        return link(await(subject, count));
    }

    private static String link(String text) {
        Matcher link = TOKEN.matcher(text);
        if (!link.find()) {
            throw new AssertionError("no token in: " + text);
        }
        return link.group(1);
    }

    private List<String> textsWithSubject(String subject) {
        List<String> texts = new ArrayList<>();
        emails().forEach(email -> {
            if (email.path("subject").asText().equals(subject)) {
                texts.add(email.path("text").asText());
            }
        });
        return texts;
    }

    private JsonNode emails() {
        return node.api()
                .get("/dev/mail?to=" + URLEncoder.encode(address, StandardCharsets.UTF_8))
                .body();
    }
}
