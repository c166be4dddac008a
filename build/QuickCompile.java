import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.classfile.Attributes;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.constantpool.PoolEntry;
import java.lang.classfile.constantpool.Utf8Entry;
import java.lang.reflect.AccessFlag;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/**
 * The compiler of {@code -Pquick}. Compiles the source files that changed since its last run, then the files that refer to a class whose
 * public shape changed by that, until nothing is left. Compiles everything when a compile-time constant changed, because the class files
 * of its users don't mention it, and when the class path changed.
 *
 * <p>Arguments: folder of main classes, folder of test classes, class path.
 */
public final class QuickCompile {
    private static final Pattern OWN_CLASS = Pattern.compile("io/busbar/[\\w$/]+");

    /** What is known of a source file from the run before; {@code stamp} is empty if its compilation failed. */
    private record Unit(String stamp, Set<String> classes) {}

    /** What is known of a class: its shape as others see it, its constants, its supertypes, the own classes that it mentions. */
    private record Shape(String api, String constants, Set<String> supertypes, Set<String> mentions) {}

    private final Path sources;
    private final Path output;
    private final String classPath;
    private final Path state;
    private final Path stateOfTests;
    private final Map<String, Unit> units = new TreeMap<>();
    private final Map<String, Shape> shapes = new HashMap<>();
    private boolean everything;

    private QuickCompile(Path sources, Path output, Path outputOfTests, String classPath) {
        this.sources = sources;
        this.output = output;
        this.classPath = classPath;
        this.state = stateOf(output);
        this.stateOfTests = stateOf(outputOfTests);
    }

    private static Path stateOf(Path output) {
        return output.resolveSibling(output.getFileName() + ".state");
    }

    public static void main(String[] args) throws IOException {
        long start = System.nanoTime();
        Path main = Path.of(args[0]);
        Path test = Path.of(args[1]);
        String libraries = Stream.of(args[2].split(File.pathSeparator))
                .filter(entry -> !Path.of(entry).equals(main) && !Path.of(entry).equals(test))
                .collect(Collectors.joining(File.pathSeparator));
        QuickCompile production = new QuickCompile(Path.of("src/main/java"), main, test, libraries);
        Set<String> changed = production.run(Set.of());
        QuickCompile tests = new QuickCompile(
                Path.of("src/test/java"), test, test, main + File.pathSeparator + libraries);
        tests.everything = production.everything;
        tests.run(changed);
        System.out.printf("Compiled in %.1f s%n", (System.nanoTime() - start) / 1e9);
    }

    /** Brings the classes up to date; returns those whose shape changed. */
    private Set<String> run(Set<String> changedElsewhere) throws IOException {
        Files.createDirectories(output);
        read();
        Set<String> todo = new TreeSet<>();
        Map<String, String> stamps = stamps();
        stamps.forEach((file, stamp) -> {
            if (everything || !units.containsKey(file) || !units.get(file).stamp().equals(stamp)) {
                todo.add(file);
            }
        });
        Set<String> deleted = new HashSet<>(units.keySet());
        deleted.removeAll(stamps.keySet());

        Set<String> changed = new HashSet<>(changedElsewhere);
        for (String file : deleted) {
            for (String type : units.remove(file).classes()) {
                remove(type);
                changed.add(type);
            }
        }
        Set<String> done = new HashSet<>();
        if (!changed.isEmpty()) {
            todo.addAll(dependents(changed));
        }
        while (!todo.isEmpty()) {
            Set<String> before = new HashSet<>(changed);
            changed.addAll(compile(todo, stamps));
            done.addAll(todo);
            todo.clear();
            if (everything && done.size() < stamps.size()) {
                todo.addAll(stamps.keySet());
            } else if (!changed.equals(before)) {
                todo.addAll(dependents(changed));
            }
            todo.removeAll(done);
        }
        write();
        return changed;
    }

    /** Compiles these files; returns the classes whose shape changed. Ends the program when there are errors. */
    private Set<String> compile(Set<String> files, Map<String, String> stamps) throws IOException {
        System.out.println("Compiling " + files.size() + " files of " + sources);
        Map<String, Shape> old = new HashMap<>();
        Map<String, Set<String>> made = new HashMap<>();
        for (String file : files) {
            made.put(file, new TreeSet<>());
            for (String type : units.getOrDefault(file, new Unit("", Set.of())).classes()) {
                old.put(type, shapes.get(type));
                Files.deleteIfExists(output.resolve(type + ".class"));
            }
        }
        if (!javac(files, made)) {
            for (String file : files) {
                units.computeIfPresent(file, (name, unit) -> new Unit("", unit.classes()));
            }
            write();
            // What changed so far is known to this run only, so the tests can't tell later which of them to compile again.
            if (!stateOfTests.equals(state)) {
                Files.deleteIfExists(stateOfTests);
            }
            System.exit(1);
        }
        Set<String> changed = new HashSet<>();
        made.forEach((file, types) -> {
            units.put(file, new Unit(stamps.get(file), types));
            for (String type : types) {
                Shape before = old.remove(type);
                Shape after = shape(output.resolve(type + ".class"));
                shapes.put(type, after);
                if (before == null || !before.api().equals(after.api())) {
                    changed.add(type);
                }
                if (before != null && !before.constants().equals(after.constants())) {
                    everything = true;
                }
            }
        });
        old.keySet().forEach(type -> {
            shapes.remove(type);
            changed.add(type);
        });
        return changed;
    }

    private boolean javac(Set<String> files, Map<String, Set<String>> made) throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        try (StandardJavaFileManager standard = compiler.getStandardFileManager(null, null, StandardCharsets.UTF_8)) {
            JavaFileManager recording = new ForwardingJavaFileManager<>(standard) {
                @Override
                public JavaFileObject getJavaFileForOutput(
                        Location location, String name, JavaFileObject.Kind kind, FileObject source)
                        throws IOException {
                    String file = sources.toAbsolutePath()
                            .relativize(Path.of(source.toUri()).toAbsolutePath())
                            .toString();
                    made.get(file).add(name.replace('.', '/'));
                    return super.getJavaFileForOutput(location, name, kind, source);
                }
            };
            List<String> options = List.of(
                    "-d", output.toString(), "-cp", output + File.pathSeparator + classPath, "-parameters", "-g",
                    "-proc:none", "-nowarn", "-Xlint:none", "-implicit:none", "--release", "25");
            return compiler.getTask(
                            null,
                            recording,
                            null,
                            options,
                            null,
                            standard.getJavaFileObjectsFromPaths(
                                    files.stream().map(sources::resolve).toList()))
                    .call();
        }
    }

    /** The files that mention one of these classes or a subtype of one. */
    private Set<String> dependents(Set<String> changed) {
        Set<String> affected = new HashSet<>(changed);
        boolean grows = true;
        while (grows) {
            grows = false;
            for (Map.Entry<String, Shape> each : shapes.entrySet()) {
                if (each.getValue().supertypes().stream().anyMatch(affected::contains)) {
                    grows |= affected.add(each.getKey());
                }
            }
        }
        return units.entrySet().stream()
                .filter(unit -> unit.getValue().classes().stream()
                        .map(shapes::get)
                        .anyMatch(shape -> shape != null
                                && shape.mentions().stream().anyMatch(affected::contains)))
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
    }

    private static Shape shape(Path file) {
        try {
            ClassModel type = ClassFile.of().parse(file);
            Set<String> mentions = new TreeSet<>();
            for (PoolEntry entry : type.constantPool()) {
                if (entry instanceof Utf8Entry text && text.stringValue().contains("io/busbar/")) {
                    Matcher matcher = OWN_CLASS.matcher(text.stringValue());
                    while (matcher.find()) {
                        mentions.add(matcher.group());
                    }
                }
            }
            Set<String> supertypes = new TreeSet<>();
            type.superclass().ifPresent(name -> supertypes.add(name.asInternalName()));
            type.interfaces().forEach(name -> supertypes.add(name.asInternalName()));
            supertypes.removeIf(name -> !name.startsWith("io/busbar/"));
            if (type.findAttribute(Attributes.enclosingMethod()).isPresent()) {
                return new Shape("", "", supertypes, mentions); // local or anonymous
            }
            List<String> constants = new ArrayList<>();
            return new Shape(digest(api(type, constants)), digest(constants), supertypes, mentions);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> api(ClassModel type, List<String> constants) {
        List<String> api = new ArrayList<>();
        api.add(type.flags().flagsMask() + " " + type.superclass() + " " + type.interfaces());
        type.findAttribute(Attributes.innerClasses()).ifPresent(inner -> inner.classes().stream()
                .filter(each -> each.innerClass().asInternalName().equals(type.thisClass().asInternalName()))
                .forEach(each -> api.add("nested " + each.flagsMask())));
        type.findAttribute(Attributes.signature()).ifPresent(signature -> api.add(signature.signature().stringValue()));
        type.findAttribute(Attributes.permittedSubclasses())
                .ifPresent(permitted -> api.add(permitted.permittedSubclasses().toString()));
        type.fields().forEach(field -> {
            if (!field.flags().has(AccessFlag.PRIVATE) && !field.flags().has(AccessFlag.SYNTHETIC)) {
                api.add(field.flags().flagsMask() + " " + field.fieldName().stringValue() + " "
                        + field.fieldType().stringValue()
                        + field.findAttribute(Attributes.signature()).map(each -> each.signature().stringValue()));
                field.findAttribute(Attributes.constantValue())
                        .ifPresent(value -> constants.add(field.fieldName().stringValue() + "="
                                + value.constant().constantValue()));
            }
        });
        type.methods().forEach(method -> {
            if (!method.flags().has(AccessFlag.PRIVATE) && !method.flags().has(AccessFlag.SYNTHETIC)) {
                api.add(method.flags().flagsMask() + " " + method.methodName().stringValue()
                        + method.methodType().stringValue()
                        + method.findAttribute(Attributes.signature()).map(each -> each.signature().stringValue())
                        + method.findAttribute(Attributes.exceptions()).map(each -> each.exceptions().toString())
                        + method.findAttribute(Attributes.annotationDefault()).isPresent());
            }
        });
        return api;
    }

    private static String digest(List<String> lines) {
        return Integer.toHexString(lines.hashCode()) + "." + Integer.toHexString(String.join("\n", lines).length());
    }

    private void remove(String type) throws IOException {
        shapes.remove(type);
        Files.deleteIfExists(output.resolve(type + ".class"));
    }

    private Map<String, String> stamps() throws IOException {
        Map<String, String> stamps = new TreeMap<>();
        try (Stream<Path> files = Files.walk(sources)) {
            for (Path file : files.filter(each -> each.toString().endsWith(".java")).toList()) {
                stamps.put(
                        sources.relativize(file).toString(),
                        Files.getLastModifiedTime(file).toMillis() + "." + Files.size(file));
            }
        }
        return stamps;
    }

    private void read() throws IOException {
        List<String> lines = Files.exists(state) ? Files.readAllLines(state) : List.of("");
        if (!lines.getFirst().equals(classPath)) {
            everything = true;
        }
        for (String line : lines.subList(1, lines.size())) {
            String[] parts = line.split("\t", -1);
            if (parts[0].equals("unit")) {
                units.put(parts[1], new Unit(parts[2], names(parts[3])));
            } else {
                shapes.put(parts[1], new Shape(parts[2], parts[3], names(parts[4]), names(parts[5])));
            }
        }
    }

    private void write() throws IOException {
        List<String> lines = new ArrayList<>();
        lines.add(classPath);
        units.forEach((file, unit) ->
                lines.add(String.join("\t", "unit", file, unit.stamp(), String.join(" ", unit.classes()))));
        shapes.forEach((type, shape) -> lines.add(String.join(
                "\t",
                "class",
                type,
                shape.api(),
                shape.constants(),
                String.join(" ", shape.supertypes()),
                String.join(" ", shape.mentions()))));
        Files.write(state, lines);
    }

    private static Set<String> names(String joined) {
        return joined.isEmpty() ? Set.of() : new TreeSet<>(List.of(joined.split(" ")));
    }
}
