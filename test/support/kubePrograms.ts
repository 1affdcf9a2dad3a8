// Programs for the test cluster's Python image; it has no packages, so they use the standard library alone.

/** Prints what it was given, and ends. */
export const TRAIN = `
import json, os, sys
print(json.dumps({"args": sys.argv[1:], "uid": os.getuid(), "env": {k: v for k, v in os.environ.items() if k.isupper()}}))
open("/app/outputs/model.txt", "w").write("trained")
print("epoch 1 loss 0.5")
`;

/** Rank 0 waits for the others at MASTER_ADDR, as torch.distributed's store does; each says who it is and hears how many came. */
export const RANKS = `
import os, socket, time
rank, size = int(os.environ["RANK"]), int(os.environ["WORLD_SIZE"])
addr, port = os.environ["MASTER_ADDR"], int(os.environ["MASTER_PORT"])
if rank == 0:
    server = socket.create_server(("", port))
    peers = [server.accept()[0] for _ in range(size - 1)]
    names = sorted(peer.recv(100).decode() for peer in peers)
    for peer in peers: peer.sendall(("all of %d are here" % size).encode())
    print("rank 0 met", ",".join(names), flush=True)
else:
    while True:
        try:
            peer = socket.create_connection((addr, port), 5)
            break
        except OSError as error:
            print("waiting for", addr, error, flush=True)
            time.sleep(0.5)
    peer.sendall(("rank %d on %s" % (rank, socket.gethostname())).encode())
    print("rank %d heard:" % rank, peer.recv(100).decode(), flush=True)
`;

/** Answers with its version; ends at SIGTERM when what it has begun is done. */
export const SERVE = `
import http.server, os, signal, threading
class Answer(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        body = os.environ["VERSION"].encode()
        self.send_response(200); self.send_header("Content-Length", str(len(body))); self.end_headers(); self.wfile.write(body)
    def log_message(self, *args): pass
server = http.server.ThreadingHTTPServer(("", 8080), Answer)
signal.signal(signal.SIGTERM, lambda *args: threading.Thread(target=server.shutdown).start())
server.serve_forever()
`;

/** Asks without a break until /tmp/stop is there, then says how often each answer came. */
export const ASK = `
import collections, json, os, urllib.request
answers = collections.Counter()
print("asking", flush=True)
while not os.path.exists("/tmp/stop"):
    try:
        answers[urllib.request.urlopen(os.environ["URL"], timeout=5).read().decode()] += 1
    except Exception as error:
        answers["failed: " + repr(error)] += 1
print(json.dumps(answers), flush=True)
`;

/** Stays until it is asked to end: the first process of a container does not end at SIGTERM of itself. */
export const STAY = `
import signal, sys, time
signal.signal(signal.SIGTERM, lambda *args: sys.exit(143))
time.sleep(3600)
`;
