/** A program of Python that asks a model of two rows for a prediction as soon as its server listens, and prints the answer. */
export const predictionFrom = (port: string): string => `
import json, time, urllib.error, urllib.request
body = json.dumps({"dataframe_split": {"columns": ["x"], "data": [[1], [2]]}}).encode()
for _ in range(120):
    try:
        request = urllib.request.Request("http://127.0.0.1:${port}/invocations", body, {"Content-Type": "application/json"})
        print(urllib.request.urlopen(request).read().decode())
        break
    except urllib.error.URLError:
        time.sleep(1)
`;
