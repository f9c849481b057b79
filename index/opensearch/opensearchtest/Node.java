import org.codelibs.opensearch.runner.OpenSearchRunner;

/** A node of OpenSearch in a folder, on a port for HTTP and one for other nodes, until standard input ends. */
public class Node {
    public static void main(String[] args) throws Exception {
        OpenSearchRunner runner = new OpenSearchRunner();
        runner.onBuild((number, settings) -> {
            settings.put("network.host", "127.0.0.1");
            settings.put("http.port", args[1]);
            settings.put("transport.port", args[2]);
            settings.put("cluster.routing.allocation.disk.threshold_enabled", false);
        });
        runner.build(OpenSearchRunner.newConfigs().basePath(args[0]).numOfNode(1).clusterName("test-" + args[1]));
        System.in.transferTo(System.out);
        System.exit(0);
    }
}
