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

/** Reads settings from the environment and a properties file, and collects all problems. */
final class SettingSource {
    private final Map<String, String> values = new HashMap<>();
    private final List<String> problems = new ArrayList<>();

    /**
     * Parses a value, or throws an {@link IllegalArgumentException} whose message completes a sentence that starts with the setting's name.
     */
    interface SettingParser<T> {
        T parse(String text);
    }

    /** The environment takes precedence over the file, which may be missing. A name in the file that is not {@code known} is a problem. */
    SettingSource(Map<String, String> environment, Path file, Set<String> known) {
        Properties properties = readFile(file);
        List<String> names = properties.stringPropertyNames().stream().sorted().toList();
        names.stream()
                .filter(name -> !known.contains(name))
                .forEach(name -> addProblem(name, "in " + file + " is not a setting of Busbar"));
        names.forEach(name -> put(name, properties.getProperty(name)));
        known.forEach(name -> put(name, environment.getOrDefault(name, "")));
    }

    private Properties readFile(Path file) {
        Properties properties = new Properties();
        if (Files.notExists(file)) {
            return properties;
        }
        try (Reader reader = Files.newBufferedReader(file)) {
            properties.load(reader);
        } catch (IOException | IllegalArgumentException e) {
            addProblem(file.toString(), "cannot be read: " + e.getMessage());
        }
        return properties;
    }

    private void put(String name, String value) {
        if (!value.isBlank()) {
            values.put(name, value.strip());
        }
    }

    boolean has(String name) {
        return values.containsKey(name);
    }

    /** Returns the parsed value; empty if it is not set or invalid. */
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

    /** Returns the parsed value, or the default if it is not set or invalid. */
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
