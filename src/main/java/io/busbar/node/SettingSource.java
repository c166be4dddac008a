package io.busbar.node;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;

/** Named texts of the environment and a file of properties, read one by one while every problem is written down. */
final class SettingSource {
    private final Map<String, String> values = new HashMap<>();
    private final List<String> problems = new ArrayList<>();

    /** Turns a text into what it means, or throws an {@link IllegalArgumentException} that ends the sentence "NAME …". */
    interface SettingParser<T> {
        T parse(String text);
    }

    /** The environment goes over the file, which may be missing; a name in it that is not {@code known} is a problem. */
    SettingSource(Map<String, String> environment, Path file, Set<String> known) {
        if (Files.exists(file)) {
            Properties properties = new Properties();
            try (Reader reader = Files.newBufferedReader(file)) {
                properties.load(reader);
            } catch (IOException | IllegalArgumentException e) {
                addProblem(file.toString(), "cannot be read: " + e.getMessage());
            }
            properties.stringPropertyNames().stream().sorted().forEach(name -> {
                if (!known.contains(name)) {
                    addProblem(name, "in " + file + " is no setting of Busbar");
                }
                put(name, properties.getProperty(name));
            });
        }
        known.forEach(name -> put(name, environment.getOrDefault(name, "")));
    }

    private void put(String name, String value) {
        if (!value.isBlank()) {
            values.put(name, value.strip());
        }
    }

    boolean has(String name) {
        return values.containsKey(name);
    }

    /** What the text means; empty when it is not given or means nothing. */
    <T> Optional<T> read(String name, SettingParser<T> parser) {
        String text = values.get(name);
        if (text == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(parser.parse(text));
        } catch (IllegalArgumentException e) {
            addProblem(name, e.getMessage() == null ? "is not valid" : e.getMessage());
            return Optional.empty();
        }
    }

    /** What the text means, or else the default. */
    <T> T read(String name, SettingParser<T> parser, T defaultValue) {
        return read(name, parser).orElse(defaultValue);
    }

    void addProblem(String name, String message) {
        problems.add(name + " " + message);
    }

    List<String> problems() {
        return problems;
    }
}
