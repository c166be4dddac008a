package io.busbar.node;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.function.Consumer;

/** The texts of settings from the environment and a properties file. */
final class SettingSource {
    private final Map<String, String> texts = new HashMap<>();
    private final Consumer<String> problems;

    /**
     * The environment takes precedence over the file, which may be missing. A name in the file that is not {@code known} is a problem.
     * Blank texts count as not given.
     */
    SettingSource(Map<String, String> environment, Path file, Set<String> known, Consumer<String> problems) {
        this.problems = problems;
        Properties properties = readFile(file);
        List<String> names = properties.stringPropertyNames().stream().sorted().toList();
        names.stream()
                .filter(name -> !known.contains(name))
                .forEach(name -> problems.accept(name + " in " + file + " is not a setting of Busbar"));
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
            problems.accept(file + " cannot be read: " + e.getMessage());
        }
        return properties;
    }

    private void put(String name, String text) {
        if (!text.isBlank()) {
            texts.put(name, text.strip());
        }
    }

    Optional<String> find(String name) {
        return Optional.ofNullable(texts.get(name));
    }
}
