package io.busbar.services.mail;

import com.samskivert.mustache.Escapers;
import com.samskivert.mustache.Mustache;
import com.samskivert.mustache.Template;
import io.busbar.services.mail.MailOperations.CallToAction;
import io.busbar.services.mail.MailOperations.Email;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.text.Bidi;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Renders emails as HTML and as plain text. */
final class EmailRenderer {
    private static final int MAX_LINE_WIDTH = 72;

    /**
     * Escapes the characters that must be escaped in HTML. The engine's own escaper also escapes the equals signs of links, which must stay
     * readable.
     */
    private static final Mustache.Escaper ESCAPER = Escapers.simple(
            new String[][] {{"&", "&amp;"}, {"<", "&lt;"}, {">", "&gt;"}, {"\"", "&quot;"}, {"'", "&#39;"}});

    private static final Template HTML =
            Mustache.compiler().withEscaper(ESCAPER).defaultValue("").compile(resource("email.html"));
    private static final Template TEXT =
            Mustache.compiler().escapeHTML(false).defaultValue("").compile(resource("email.txt"));

    private final String brand;

    EmailRenderer(String brand) {
        this.brand = brand;
    }

    String html(Email email) {
        Map<String, Object> values = new HashMap<>();
        values.put("brand", brand);
        values.put("subject", email.subject());
        values.put("direction", direction(email));
        values.put(
                "paragraphs",
                email.paragraphs().stream()
                        .map(paragraph -> Map.of("lines", lines(paragraph)))
                        .toList());
        CallToAction callToAction = email.callToAction();
        if (callToAction != null) {
            values.put("callToAction", Map.of("label", callToAction.label(), "url", callToAction.url()));
        }
        if (email.footnote() != null) {
            values.put("footnote", Map.of("lines", lines(email.footnote())));
        }
        return HTML.execute(values);
    }

    String text(Email email) {
        Map<String, Object> values = new HashMap<>();
        values.put("brand", brand);
        values.put(
                "paragraphs",
                email.paragraphs().stream().map(EmailRenderer::wrapped).toList());
        CallToAction callToAction = email.callToAction();
        if (callToAction != null) {
            values.put("callToAction", callToAction.label() + ": " + callToAction.url());
        }
        if (email.footnote() != null) {
            values.put("footnote", wrapped(email.footnote()));
        }
        return TEXT.execute(values);
    }

    /** Returns the direction of the email's first strongly directional character. */
    private static String direction(Email email) {
        String text = email.subject() + " " + String.join(" ", email.paragraphs());
        return new Bidi(text, Bidi.DIRECTION_DEFAULT_LEFT_TO_RIGHT).baseIsLeftToRight() ? "ltr" : "rtl";
    }

    private static List<String> lines(String text) {
        return Arrays.asList(text.replace("\r\n", "\n").split("\n", -1));
    }

    private static String wrapped(String text) {
        return String.join("\n", lines(text).stream().map(EmailRenderer::wrap).toList());
    }

    /** Breaks lines between words only, so that links stay whole. */
    private static String wrap(String line) {
        StringBuilder wrapped = new StringBuilder();
        int column = 0;
        for (String word : line.strip().split("[ \t]+", -1)) {
            int length = word.codePointCount(0, word.length());
            if (column > 0 && column + 1 + length > MAX_LINE_WIDTH) {
                wrapped.append('\n');
                column = 0;
            } else if (column > 0) {
                wrapped.append(' ');
                column++;
            }
            wrapped.append(word);
            column += length;
        }
        return wrapped.toString();
    }

    private static String resource(String name) {
        try (InputStream in = EmailRenderer.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException(name + " is not on the class path");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
