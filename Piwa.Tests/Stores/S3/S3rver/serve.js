// Serves the bucket `piwa` until standard input ends: node serve.js directory. Prints its port.
const S3rver = require('s3rver');

const server = new S3rver({
  port: 0, address: '127.0.0.1', silent: true, directory: process.argv[2], configureBuckets: [{ name: 'piwa' }],
});
server.run().then(({ port }) => console.log(port));
process.stdin.resume();
process.stdin.on('end', () => process.exit(0));
