import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.da.DanishAnalyzer;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.StoredField;
import org.apache.lucene.document.TextField;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.StoredFields;
import org.apache.lucene.queryparser.classic.MultiFieldQueryParser;
import org.apache.lucene.queryparser.classic.ParseException;
import org.apache.lucene.queryparser.classic.QueryParser;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.similarities.BM25Similarity;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.FSDirectory;

/** Lucene as an engine: DanishAnalyzer, OR over the fields, BM25. */
public final class Lucene {
    private static final ObjectMapper JSON = new ObjectMapper();
    /** After this time no other timed round begins, as with the other engines. */
    private static final double ENOUGH_MS = 40_000;
    private static final String[] FIELDS = {"title", "section", "text"};

    public static void main(String[] args) throws Exception {
        ObjectNode report = JSON.createObjectNode();
        if (args.length == 3 && args[0].equals("index")) {
            index(Path.of(args[1]), Path.of(args[2]), report);
        } else if (args.length == 5 && args[0].equals("search")) {
            search(Path.of(args[1]), Path.of(args[2]), Path.of(args[3]), Integer.parseInt(args[4]), report);
        } else {
            System.err.println("use: index PASSAGES DIR | search DIR QUESTIONS OUT ROUNDS");
            System.exit(2);
        }
        report.put("peak_kb", peakKB());
        System.out.println(report);
    }

    private static void index(Path passages, Path dir, ObjectNode report) throws IOException {
        long start = System.nanoTime();
        IndexWriterConfig config = new IndexWriterConfig(new DanishAnalyzer());
        config.setSimilarity(new BM25Similarity());
        config.setRAMBufferSizeMB(128);
        try (Directory folder = FSDirectory.open(dir);
                IndexWriter writer = new IndexWriter(folder, config);
                BufferedReader in = Files.newBufferedReader(passages)) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                writer.addDocument(document(JSON.readTree(line)));
            }
            writer.forceMerge(1);
            writer.commit();
        }
        report.put("index_ms", since(start));
    }

    private static Document document(JsonNode passage) {
        Document doc = new Document();
        doc.add(new StoredField("id", passage.get("id").asText()));
        doc.add(new TextField("title", passage.get("title").asText(), Field.Store.NO));
        List<String> section = new ArrayList<>();
        passage.get("section").forEach(heading -> section.add(heading.asText()));
        doc.add(new TextField("section", String.join(" ", section), Field.Store.NO));
        doc.add(new TextField("text", passage.get("text").asText(), Field.Store.YES));
        return doc;
    }

    private static void search(Path dir, Path questions, Path out, int rounds, ObjectNode report)
            throws IOException, ParseException {
        long start = System.nanoTime();
        try (Directory folder = FSDirectory.open(dir);
                DirectoryReader reader = DirectoryReader.open(folder)) {
            IndexSearcher searcher = new IndexSearcher(reader);
            searcher.setSimilarity(new BM25Similarity());
            Asker asker = new Asker(searcher, parser());
            report.put("open_ms", since(start));
            askAll(asker, questions, out, rounds);
        }
    }

    private static QueryParser parser() {
        String[] weights = System.getenv("BENCH_BOOSTS").split(",");
        Map<String, Float> boosts = new HashMap<>();
        List<String> fields = new ArrayList<>();
        for (int i = 0; i < FIELDS.length; i++) {
            if (Float.parseFloat(weights[i]) > 0) {
                boosts.put(FIELDS[i], Float.parseFloat(weights[i]));
                fields.add(FIELDS[i]);
            }
        }
        Analyzer analyzer = new DanishAnalyzer();
        return new MultiFieldQueryParser(fields.toArray(new String[0]), analyzer, boosts);
    }

    private static void askAll(Asker asker, Path questions, Path out, int rounds)
            throws IOException, ParseException {
        List<JsonNode> asked = new ArrayList<>();
        for (String line : Files.readAllLines(questions)) {
            asked.add(JSON.readTree(line));
        }
        List<ObjectNode> results = new ArrayList<>();
        for (JsonNode question : asked) {
            ObjectNode result = JSON.createObjectNode();
            result.put("id", question.get("id").asText());
            ArrayNode hits = result.putArray("hits");
            asker.ask(question.get("question").asText()).forEach(hits::add);
            result.putArray("ms");
            results.add(result);
        }
        long begin = System.nanoTime();
        for (int round = 0; round < rounds && since(begin) < ENOUGH_MS; round++) {
            for (int i = 0; i < asked.size(); i++) {
                long start = System.nanoTime();
                asker.ask(asked.get(i).get("question").asText());
                ((ArrayNode) results.get(i).get("ms")).add(since(start));
            }
        }
        try (PrintWriter file = new PrintWriter(Files.newBufferedWriter(out))) {
            results.forEach(file::println);
        }
    }

    private record Asker(IndexSearcher searcher, QueryParser parser) {
        List<String> ask(String question) throws IOException, ParseException {
            // Lower case, so that OR, AND and NOT are words like others.
            Query query = parser.parse(QueryParser.escape(question.toLowerCase(java.util.Locale.ROOT)));
            StoredFields stored = searcher.storedFields();
            List<String> ids = new ArrayList<>();
            for (ScoreDoc hit : searcher.search(query, 10).scoreDocs) {
                Document doc = stored.document(hit.doc, Set.of("id", "text"));
                ids.add(doc.get("id"));
            }
            return ids;
        }
    }

    private static double since(long start) {
        return (System.nanoTime() - start) / 1e6;
    }

    private static long peakKB() throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
            if (line.startsWith("VmHWM:")) {
                return Long.parseLong(line.replaceAll("\\D", ""));
            }
        }
        throw new IOException("no VmHWM in /proc");
    }
}
