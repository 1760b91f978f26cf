/* true: succeeds. The smallest program there is; `cost` starts it to see what starting a program costs. */
int main(void)
{
    return 0;
}
